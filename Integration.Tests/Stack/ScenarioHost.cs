using Alba;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Integration.Tests.Stack;

/// <summary>
/// Runs Alba's scenarios against an API that listens on a port. Alba calls a server in memory, so this one stands before the API and passes
/// each request on as it is: what answers is the one API of the stack, through Kestrel, with the workers and connections that it has anyway.
/// </summary>
public sealed class ScenarioHost : IAsyncDisposable
{
    private readonly HttpClient _api;
    private readonly IAlbaHost _front;

    private ScenarioHost(HttpClient api, IAlbaHost front) => (_api, _front) = (api, front);

    public static async Task<ScenarioHost> StartAsync(Uri url)
    {
        var api = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = url };
        return new(api, await AlbaHost.For(WebApplication.CreateEmptyBuilder(new()), app => app.Run(context => PassOnAsync(context.Request, context.Response, api))));
    }

    public Task<IScenarioResult> RunAsync(Action<Scenario> scenario) => _front.Scenario(scenario);

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        _api.Dispose();
    }

    private static async Task PassOnAsync(HttpRequest from, HttpResponse to, HttpClient api)
    {
        // The path is as the scenario wrote it: nothing here decodes it, or encodes it again.
        using var request = new HttpRequestMessage(new(from.Method), from.Path.Value + from.QueryString.Value);
        if (from.ContentType is not null || from.ContentLength is not null) request.Content = new StreamContent(from.Body);
        // The client knows the host and counts the bytes; Alba counts the characters of a text.
        foreach (var (name, values) in from.Headers.Where(header => header.Key is not ("Host" or "Content-Length")))
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) request.Content!.Headers.TryAddWithoutValidation(name, values.AsEnumerable());

        using var answer = await api.SendAsync(request);
        to.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers)) to.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(to.Body);
    }
}
