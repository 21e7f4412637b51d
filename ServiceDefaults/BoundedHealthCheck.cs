using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults;

/// <summary>
/// Gives a health check so much time and no more. A server that hangs also hangs the attempt to break a command off, so the check goes on in
/// a scope of its own and only the answer is not waited for.
/// </summary>
internal sealed class BoundedHealthCheck(IServiceScopeFactory scopes, Func<IServiceProvider, IHealthCheck> inner) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void BoundAll(HealthCheckServiceOptions options)
    {
        foreach (var registration in options.Registrations)
        {
            var inner = registration.Factory;
            registration.Factory = services => new BoundedHealthCheck(services.GetRequiredService<IServiceScopeFactory>(), inner);
        }
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var running = RunAsync(context);
        try
        {
            return await running.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new(context.Registration.FailureStatus, $"No answer within {Patience.TotalSeconds} s.");
        }
    }

    private async Task<HealthCheckResult> RunAsync(HealthCheckContext context)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await using var scope = scopes.CreateAsyncScope();
            return await inner(scope.ServiceProvider).CheckHealthAsync(context, patience.Token);
        }
        catch (Exception e)
        {
            return new(context.Registration.FailureStatus, exception: e);
        }
    }
}
