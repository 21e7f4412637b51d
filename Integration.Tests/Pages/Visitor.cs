using System.Net;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>A browser without script: it keeps cookies, follows redirects within the pages, and sends forms as they stand.</summary>
internal sealed class Visitor(HttpClient http) : IDisposable
{
    private const int MostRedirects = 5;

    public static async Task<Visitor> SignedInAsync(TestAccount account, string member) => new(await account.SignInAsync(member));

    /// <summary>Somebody who has never been here.</summary>
    public static Visitor At(Uri pages) =>
        new(new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = pages });

    public Task<VisitedPage> OpenAsync(string address, params (string Name, string Value)[] headers) =>
        SendAsync(() => new(HttpMethod.Get, address), headers);

    /// <summary>Opens a one-time link, and says yes.</summary>
    public async Task<VisitedPage> SignInAsync(string link) => await SubmitAsync(await OpenAsync(link), "/sign-in");

    /// <summary>Sends a form of a page, filled in further; null leaves a field out.</summary>
    public Task<VisitedPage> SubmitAsync(
        VisitedPage page, string action, (string Name, string? Value)[]? fill = null, params (string Name, string Value)[] headers)
    {
        var form = page.Form(action).With(fill ?? []);
        return SendAsync(
            () => form.IsPost
                ? new(HttpMethod.Post, form.Action) { Content = new FormUrlEncodedContent(form.Fields) }
                : new(HttpMethod.Get, form.Query),
            headers);
    }

    public void Dispose() => http.Dispose();

    private async Task<VisitedPage> SendAsync(Func<HttpRequestMessage> first, (string Name, string Value)[] headers)
    {
        var request = first();
        for (var redirects = 0; ; redirects++)
        {
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            var address = new Uri(http.BaseAddress!, request.RequestUri!);
            var answer = await http.SendAsync(request);
            if (answer.StatusCode is not HttpStatusCode.Redirect) return new(address, answer, await answer.Content.ReadAsStringAsync());

            Assert.True(redirects < MostRedirects, $"{address} redirects in circles.");
            request = new(HttpMethod.Get, new Uri(address, answer.Headers.Location!));
        }
    }
}
