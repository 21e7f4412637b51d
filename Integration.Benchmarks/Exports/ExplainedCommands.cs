using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Integration.Benchmarks.Exports;

/// <summary>
/// Lets Postgres explain each statement that the product is about to run: the very text with the very values, carried out, measured, and
/// taken back before it runs for real.
/// </summary>
internal sealed class ExplainedCommands : DbCommandInterceptor
{
    private readonly List<(string Sql, long Pages)> _seen = [];

    private readonly AsyncLocal<bool> _isOn = new();

    /// <summary>For this flow of control only: the API's other workers go on beside it.</summary>
    public bool IsOn
    {
        get => _isOn.Value;
        set => _isOn.Value = value;
    }

    /// <summary>What was explained since the last time.</summary>
    public List<(string Sql, long Pages)> Take()
    {
        var seen = _seen.ToList();
        _seen.Clear();
        return seen;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command);
        return result;
    }

    private async Task ExplainAsync(DbCommand command)
    {
        if (!IsOn || command.Transaction is not NpgsqlTransaction transaction) return;

        await transaction.SaveAsync("explained");
        await using var explain = new NpgsqlCommand(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + command.CommandText, transaction.Connection, transaction);
        foreach (NpgsqlParameter parameter in command.Parameters) explain.Parameters.Add(parameter.Clone());
        var plan = (string)(await explain.ExecuteScalarAsync())!;
        await transaction.RollbackAsync("explained");
        await transaction.ReleaseAsync("explained");

        var top = JsonDocument.Parse(plan).RootElement[0].GetProperty("Plan");
        _seen.Add((command.CommandText, top.GetProperty("Shared Hit Blocks").GetInt64() + top.GetProperty("Shared Read Blocks").GetInt64()));
    }
}
