using System.Net;
using System.Reflection;
using Integration.Tests.Stack;
using Integration.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Pages;

/// <summary>Addresses that nobody was given: typed by hand, cut off on their way, or made up. A page or a field that is added is asked by itself.</summary>
public sealed class OddAddressTests(StackFixture stack)
{
    /// <summary>What the pages read from an address.</summary>
    private static readonly string[] Names =
    [
        .. typeof(IntegrationApi).Assembly.GetTypes().SelectMany(type => type.GetProperties())
            .Where(property => property.GetCustomAttribute<BindPropertyAttribute>() is { SupportsGet: true })
            .Select(property => property.GetCustomAttribute<BindPropertyAttribute>()!.Name ?? property.Name).Append("status").Distinct(),
    ];

    private static readonly string[] Values =
    [
        "%00", "%0D%0A", "%FF%FE", "-1", "0", "9223372036854775807", "-9223372036854775808", "a%2Fb", "..%2F..", "%F0%9F%98%80", "true", "failed", "*", new('x', 400),
    ];

    [Fact]
    public async Task An_odd_address_is_a_page_that_says_so_and_never_a_mistake_of_ours()
    {
        var account = await stack.ActiveAccountAsync();
        var export = await account.ExportAsync(new { candidateIds = new[] { "unknown" } });
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var running = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(2) });
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);
        var broken = new List<string>();

        foreach (var page in Pages())
        {
            var ids = page.Parameters.Count == 0 ? [""] : (string[])[export, running, "postings", .. Values];
            foreach (var path in ids.Select(id => "/" + (page.Parameters.Count == 0 ? page.RawText! : page.RawText!.Replace($"{{{page.Parameters[0].Name}}}", id, StringComparison.Ordinal)).TrimStart('/')))
            {
                await OpenAsync(path);
                if (path.Contains('%', StringComparison.Ordinal)) continue;
                foreach (var value in Values) await OpenAsync($"{path}?{string.Join('&', Names.Select(name => $"{name}={value}"))}");
            }
        }

        foreach (var name in Names)
        {
            foreach (var path in (string[])["/candidates", "/exports", $"/exports/{export}", $"/exports/{running}", "/exports/new", "/exports/plan", "/setup/users", "/setup/connection"])
            {
                foreach (var value in (string[])["%00", "9223372036854775807", "-9223372036854775808", Values[^1]]) await OpenAsync($"{path}?{name}={value}");
            }
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));

        async Task OpenAsync(string address)
        {
            var opened = await visitor.OpenAsync(address);
            var isSaid = opened.Status is not HttpStatusCode.NotFound || opened.Html.Contains("There is no such page.", StringComparison.Ordinal);
            if (opened.Status >= HttpStatusCode.InternalServerError || !isSaid) broken.Add($"{address[..Math.Min(address.Length, 120)]}: {opened.Status}");
        }
    }

    [Fact]
    public async Task Whatever_is_pasted_into_a_search_is_looked_for()
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(1, _ => new { name = "Gina Example", location = "Utrecht" });
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        foreach (var pasted in (string[])["\tUtrecht\r\n", "Gina\tExample", "gina\0"])
            Assert.Contains("Gina Example", (await visitor.OpenAsync($"/candidates?search={Uri.EscapeDataString(pasted)}")).Html);

        foreach (var address in (string[])["/candidates", "/exports/choices/postings", "/exports/choices/requisitions"])
        {
            foreach (var pasted in (string[])[new('x', 201), new string('x', 199) + "\U0001F600", "a\tb"])
                Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync($"{address}?search={Uri.EscapeDataString(pasted)}")).Status);
        }
    }

    private IEnumerable<RoutePattern> Pages() => stack.UiServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        .Select(endpoint => endpoint.RoutePattern).DistinctBy(pattern => pattern.RawText);
}
