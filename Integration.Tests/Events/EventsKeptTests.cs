using System.Net.Http.Json;
using System.Text.Json;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Events;

/// <summary>How long events are kept.</summary>
public sealed class EventsKeptTests(StackFixture stack)
{
    [Fact]
    public async Task What_is_heard_of_long_after_it_happened_is_kept_as_long_as_anything_else()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        var (longAgo, lately) = (DateTimeOffset.UtcNow.AddDays(-91), DateTimeOffset.UtcNow.AddDays(-89));
        await db.AppendAsync(LoneApi.Account, [Event("old", longAgo), Event("lately", lately), Event("heard of now", longAgo)], CancellationToken.None);
        foreach (var (cursor, at) in ((int, DateTimeOffset)[])[(1, longAgo), (2, lately)])
        {
            var writtenThen = Guid.CreateVersion7(at);
            await db.Database.ExecuteSqlAsync($"UPDATE events SET id = {writtenThen} WHERE account_id = {LoneApi.Account} AND cursor = {cursor}");
        }

        using var worker = await api.StartAsync<Housekeeping>();

        await EventuallyAsync.TrueAsync(async () => (await NamesAsync(api)).Count < 3, "what is too old is removed");
        Assert.Equal(["lately", "heard of now"], await NamesAsync(api));
    }

    private static NewEvent Event(string name, DateTimeOffset at) => new(EventTypes.CandidateHired, at, null, new { name });

    private static async Task<List<string>> NamesAsync(LoneApi api) =>
        [.. (await api.Platform.GetFromJsonAsync<JsonElement>($"/platform/accounts/{LoneApi.Account}/events")).Items("events").Select(one => one.GetProperty("data").Text("name"))];
}
