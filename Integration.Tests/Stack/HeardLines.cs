using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Integration.Tests.Stack;

/// <summary>Listens to all that a service logs, with its scopes and exceptions.</summary>
internal sealed class HeardLines(ConcurrentQueue<string> said) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, said);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> said) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            said.Enqueue($"scope: {state} {(state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : "")}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Enqueue($"{category}: {formatter(state, exception)} {exception}");
    }
}
