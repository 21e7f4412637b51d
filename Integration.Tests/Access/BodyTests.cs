using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Integration.Api.Platform;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Access;

/// <summary>Bodies that are announced and do not come, come slowly, or come all at once.</summary>
public sealed class BodyTests(StackFixture stack)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task What_is_sent_to_an_endpoint_that_is_unknown_is_answered_before_it_is_there()
    {
        using var sender = await Sender.StartAsync(stack.Api, "POST /webhooks/lever/nobody", MiB);
        await sender.SendAsync("{");

        Assert.Equal(404, await sender.StatusAsync());
    }

    [Theory]
    [InlineData("POST /sign-in", 29 * MiB)]
    [InlineData("POST /sign-in/preview", 4 * 1024 + 1)]
    public async Task What_is_announced_larger_than_is_taken_is_answered_before_it_is_there(string route, int length)
    {
        using var sender = await Sender.StartAsync(stack.Api, route, length);
        await sender.SendAsync("{");

        Assert.Equal(413, await sender.StatusAsync());
    }

    [Fact]
    public async Task What_comes_too_slowly_is_given_up()
    {
        var account = await stack.CreateAccountAsync();
        var endpoint = new Uri((await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").Text("endpointUrl"));
        using var sender = await Sender.StartAsync(stack.Api, $"POST {endpoint.AbsolutePath}", MiB);

        // Faster than the server's own limit, which lets 240 bytes a second pass for as long as they come.
        var answered = sender.StatusAsync();
        while (!answered.IsCompleted)
        {
            await sender.SendAsync(new string(' ', 200));
            await Task.WhenAny(answered, Task.Delay(200));
        }

        Assert.Equal(408, await answered);
    }

    [Fact]
    public async Task More_than_can_be_held_at_once_is_told_to_come_again_and_nothing_is_held_longer_than_it_is_there()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        var route = $"POST /platform/accounts/{LoneApi.Account}/candidates";
        var (address, large) = (api.Platform.BaseAddress!, new string(' ', 28 * MiB));
        var senders = new List<Sender>();
        for (var i = 0; i < 3; i++)
        {
            senders.Add(await Sender.StartAsync(address, route, 28 * MiB + 2, StackFixture.PlatformKey));
            // Who is refused may close while it still comes.
            await Task.WhenAny(senders[i].SendAsync(large), senders[i].StatusAsync());
        }

        Assert.Equal(503, await await Task.WhenAny(senders.Select(sender => sender.StatusAsync())));
        foreach (var sender in senders) sender.Dispose();
        await EventuallyAsync.TrueAsync(
            async () => (await api.Platform.PostAsync(route[5..], new StringContent(large + "[]", Encoding.UTF8, "application/json"))).StatusCode == HttpStatusCode.BadRequest,
            "what was held is let go");
    }

    [Fact]
    public async Task Resumes_wait_for_their_turn_unread_and_lose_nothing()
    {
        string[] candidates = ["c-1", "c-2", "c-3"];
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        var path = $"/platform/accounts/{LoneApi.Account}/candidates";
        await api.Platform.PostAsJsonAsync(path, candidates.Select(id => new { id, name = "Person", stage = "potential" }));
        var slow = new List<Sender>();
        foreach (var candidate in candidates[..2])
        {
            slow.Add(await Sender.StartAsync(api.Platform.BaseAddress!, $"PUT {path}/{candidate}/resume", 10, StackFixture.PlatformKey, "Content-Disposition: attachment; filename=cv.pdf"));
            await slow[^1].SendAsync("12345");
        }

        await EventuallyAsync.TrueAsync(() => Task.FromResult(api.Services.GetRequiredService<ResumeTurns>().CurrentCount == 0), "the first two have their turn");
        var third = TestAccount.PutResumeAsync(api.Platform, $"{path}/{candidates[2]}", "cv.pdf", [1, 2, 3]);
        Assert.NotSame(third, await Task.WhenAny(third, Task.Delay(300)));
        foreach (var sender in slow) await sender.SendAsync("67890");

        await third;
        foreach (var sender in slow) Assert.Equal(204, await sender.StatusAsync());
        foreach (var sender in slow) sender.Dispose();
    }

    /// <summary>Sends a request as slowly as it likes.</summary>
    private sealed class Sender : IDisposable
    {
        private readonly TcpClient _client = new();
        private Task<int>? _status;

        public static async Task<Sender> StartAsync(Uri api, string route, int length, string? key = null, string? more = null)
        {
            var sender = new Sender();
            await sender._client.ConnectAsync(IPAddress.Loopback, api.Port);
            var head = new StringBuilder($"{route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n");
            if (key is not null) head.Append($"Authorization: Bearer {key}\r\n");
            if (more is not null) head.Append($"{more}\r\n");
            await sender.SendAsync($"{head}\r\n");
            return sender;
        }

        public async Task SendAsync(string text)
        {
            try
            {
                await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
            }
            catch (IOException)
            {
                // Answered and closed before all of it had come.
            }
        }

        public Task<int> StatusAsync() => _status ??= ReadAsync().WaitAsync(TimeSpan.FromMinutes(1));

        public void Dispose() => _client.Dispose();

        private async Task<int> ReadAsync()
        {
            using var reader = new StreamReader(_client.GetStream(), leaveOpen: true);
            return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
