using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Integration.Benchmarks.Exports;

/// <summary>What was asked of Postgres and of Redis.</summary>
/// <param name="Calls">To Lever.</param>
/// <param name="Statements">Of Postgres, the begin and end of a transaction apart.</param>
/// <param name="Ciphertexts">Of these, what read the ciphertext of an account's tokens; a refresh, which has to, apart.</param>
/// <param name="Commands">Of Redis.</param>
/// <param name="Gets">Of these, what asked for one value.</param>
internal readonly record struct StoreCount(int Calls, int Statements, int Ciphertexts, int Commands, int Gets)
{
    public static StoreCount operator -(StoreCount after, StoreCount before) => new(
        after.Calls - before.Calls, after.Statements - before.Statements, after.Ciphertexts - before.Ciphertexts, after.Commands - before.Commands,
        after.Gets - before.Gets);
}

/// <summary>Counts what all APIs of this process ask of their stores, and how much of it on the way of a call to Lever.</summary>
internal sealed partial class CountedStores : DbCommandInterceptor
{
    private readonly AsyncLocal<bool> _isInCall = new();
    private readonly (Counter All, Counter InCalls) _counters = (new(), new());

    /// <summary>Everything.</summary>
    public StoreCount All => _counters.All.Count(_counters.InCalls);

    /// <summary>From where the product has decided to call until the call leaves: its permit and its token.</summary>
    public StoreCount InCalls => _counters.InCalls.Count();

    /// <summary>To be the first of the handlers that a call goes through.</summary>
    public DelegatingHandler CallHandler() => new Marking(this);

    public void Listen(IConnectionMultiplexer redis) => redis.RegisterProfiler(() => Current.Redis);

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Add(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Add(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Add(command);
        return ValueTask.FromResult(result);
    }

    private Counter Current => _isInCall.Value ? _counters.InCalls : _counters.All;

    private void Add(DbCommand command) => Current.Sql.Enqueue(command.CommandText);

    [GeneratedRegex(@"SELECT.*\baccess_token\b(?! IS NOT NULL).*FROM connections", RegexOptions.Singleline)]
    private static partial Regex ReadsCiphertext();

    private sealed class Counter
    {
        private readonly List<string> _commands = [];
        private int _calls;

        public ConcurrentQueue<string> Sql { get; } = new();

        public ProfilingSession Redis { get; } = new();

        public void AddCall() => Interlocked.Increment(ref _calls);

        public StoreCount Count(Counter? other = null)
        {
            _commands.AddRange(Redis.FinishProfiling().Select(command => command.Command));
            var more = other?.Count() ?? default;
            return new(
                _calls + more.Calls, Sql.Count + more.Statements, Sql.Count(ReadsCiphertext().IsMatch) + more.Ciphertexts,
                _commands.Count + more.Commands, _commands.Count(command => command == "GET") + more.Gets);
        }
    }

    private sealed class Marking(CountedStores counted) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            counted._counters.InCalls.AddCall();
            counted._isInCall.Value = true;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
