using Integration.Api.LeverLists;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Integration.Api.Lever;

internal static class LeverSetup
{
    public static void AddLever(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LeverOptions>().BindConfiguration(LeverOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LeverOptions>, LeverOptionsValidator>();
        builder.Services.AddSingleton<LeverBucket>();
        builder.Services.AddTransient<LeverHandler>();
        builder.Services.AddTransient<LeverRedirects>();

        // The standard resilience has one circuit for all accounts, and retries and time-outs of its own: both clients do without.
#pragma warning disable EXTEXP0001 // Marked experimental; the alternative is to give up the defaults for every other client.
        builder.Services.AddHttpClient<LeverOAuth>((services, http) => http.Timeout = Options(services).Deadline)
            .RemoveAllResilienceHandlers()
            .AddHttpMessageHandler<LeverRedirects>()
            .ConfigurePrimaryHttpMessageHandler(WithoutRedirects);
        builder.Services.AddHttpClient<LeverClient>((services, http) =>
            {
                http.BaseAddress = Options(services).ApiUrl;
                http.Timeout = Timeout.InfiniteTimeSpan;
            })
            .RemoveAllResilienceHandlers()
#pragma warning restore EXTEXP0001
            .AddHttpMessageHandler<LeverHandler>()
            .AddHttpMessageHandler<LeverRedirects>()
            .AddHttpMessageHandler(services => new Deadline(Options(services).Deadline, services.GetRequiredService<TimeProvider>()))
            .ConfigurePrimaryHttpMessageHandler(WithoutRedirects);

        // A list larger than this would be asked for anew each time: Lever's longest are some thousand postings.
        builder.Services.AddHybridCache(options => options.MaximumPayloadBytes = 32 * 1024 * 1024);
        builder.Services.AddStackExchangeRedisCache(_ => { });
        builder.Services.AddOptions<RedisCacheOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
            options.ConnectionMultiplexerFactory = () => Task.FromResult(redis));
        builder.Services.AddScoped<LeverListCache>();
        builder.Services.AddScoped<RequisitionCheck>();

        static SocketsHttpHandler WithoutRedirects() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

        static LeverOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<LeverOptions>>().Value;
    }

    /// <summary>
    /// Ends one attempt that takes too long; waiting for a permit before it does not count. It is the last to look at the time before a call
    /// begins: in a process that was suspended meanwhile, no timer has told the others.
    /// </summary>
    private sealed class Deadline(TimeSpan most, TimeProvider clock) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Options.TryGetValue(LeverHandler.Queued, out var queued))
            {
                TimelyContent.ThrowIfLate(queued.NotAfter, clock);
                if (request.Content is { } body and not TimelyContent) request.Content = new TimelyContent(body, queued.NotAfter, clock);
            }

            using var deadline = new CancellationTokenSource(most, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            try
            {
                return await base.SendAsync(request, either.Token);
            }
            catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new HttpRequestException("Lever did not answer in time.", e);
            }
        }
    }
}
