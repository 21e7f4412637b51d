using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Integration.Tests.Stack;

/// <summary>Every statement that an API sends to Postgres, with its values.</summary>
internal sealed class HeardStatements : DbCommandInterceptor
{
    private readonly ConcurrentQueue<(string Sql, object?[] Values)> _heard = new();

    /// <summary>What is done before a statement with its values is sent, unless null: something comes in between.</summary>
    public Func<string, object?[], Task>? Before { get; set; }

    /// <summary>What named this value, such as the id of an account.</summary>
    public List<string> About(string value) => [.. _heard.Where(one => one.Values.Contains(value)).Select(one => one.Sql)];

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Hear(command);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        var values = Hear(command);
        if (Before is { } act) await act(command.CommandText, values);
        return result;
    }

    private object?[] Hear(DbCommand command)
    {
        object?[] values = [.. command.Parameters.Cast<DbParameter>().Select(parameter => parameter.Value)];
        _heard.Enqueue((command.CommandText, values));
        return values;
    }
}
