using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Integration.Api.Data;

internal static class DbErrors
{
    /// <summary>True when a unique key refused the row: somebody else was there first.</summary>
    public static bool IsUniqueViolation(this Exception e) =>
        (e as PostgresException ?? (e as DbUpdateException)?.InnerException as PostgresException)
            ?.SqlState == PostgresErrorCodes.UniqueViolation;

    /// <summary>True when a row that this one refers to is not there.</summary>
    public static bool IsForeignKeyViolation(this Exception e) =>
        (e as PostgresException ?? (e as DbUpdateException)?.InnerException as PostgresException)
            ?.SqlState == PostgresErrorCodes.ForeignKeyViolation;
}
