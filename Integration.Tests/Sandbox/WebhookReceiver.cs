using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Integration.Tests.Sandbox;

/// <summary>An address that takes webhooks and answers as told: first the statuses given, then 200.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly Queue<int> _statuses;
    private readonly WebApplication _app;

    private WebhookReceiver(IEnumerable<int> statuses)
    {
        _statuses = new(statuses);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public Uri Url => new(_app.Urls.Single() + "/hooks");

    public static async Task<WebhookReceiver> StartAsync(params int[] statuses)
    {
        var receiver = new WebhookReceiver(statuses);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The next delivery; fails when none comes.</summary>
    public async Task<Received> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _received.Reader.ReadAsync(patience.Token);
    }

    public async Task<IReadOnlyList<Received>> NextAsync(int count)
    {
        var received = new List<Received>();
        while (received.Count < count) received.Add(await NextAsync());
        return received;
    }

    /// <summary>What has come so far and was not asked for.</summary>
    public IReadOnlyList<Received> Others()
    {
        var others = new List<Received>();
        while (_received.Reader.TryRead(out var received)) others.Add(received);
        return others;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        lock (_statuses) context.Response.StatusCode = _statuses.TryDequeue(out var status) ? status : StatusCodes.Status200OK;
        if (context.Response.StatusCode is 302) context.Response.Headers.Location = "/elsewhere";
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        await _received.Writer.WriteAsync(new(context.Request.Path, body, JsonNode.Parse(body)!.AsObject(), headers));
    }

    internal sealed record Received(string Path, string Text, JsonObject Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Event => Body.Text("event");

        public JsonObject Data => Body.Data();

        /// <summary>Checked as a receiver would, not as the sandbox signs.</summary>
        public bool IsSignedWith(string signatureToken)
        {
            using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(signatureToken));
            var expected = hmac.ComputeHash(Encoding.UTF8.GetBytes($"{Body.Text("token")}{Body.Number("triggeredAt")}"));
            return Convert.ToHexStringLower(expected) == Body.Text("signature");
        }
    }
}
