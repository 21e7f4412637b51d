namespace Integration.Api.Workers;

/// <summary>Does something at the start and then again after each pause; a failure is logged and tried again the next time.</summary>
internal abstract partial class PeriodicWorker(IServiceScopeFactory scopes, TimeSpan pause, TimeProvider clock, ILogger logger) : BackgroundService
{
    protected TimeProvider Clock { get; } = clock;

    protected abstract Task RunOnceAsync(IServiceProvider services, CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pause, Clock);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await RunOnceAsync(scope.ServiceProvider, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(Unforeseen.Describe(e));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Error, "A periodic task failed and is tried again later: {Mistake}")]
    private partial void LogFailed(string mistake);
}
