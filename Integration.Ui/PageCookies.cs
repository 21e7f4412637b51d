namespace Integration.Ui;

/// <summary>The cookies that only these pages read. Behind TLS a browser keeps them by a name that no other host, and no plain connection, can set.</summary>
internal sealed class PageCookies(bool areSecure)
{
    /// <summary>Holds what a form's antiforgery field must belong to.</summary>
    public string Form { get; } = Named("headhuntr-form", areSecure);

    /// <summary>Carries the messages for the next page.</summary>
    public string Toasts { get; } = Named("headhuntr-toasts", areSecure);

    /// <summary>Remembers the page of an ended session until the next one-time link, which knows nothing of it.</summary>
    public string Return { get; } = Named("headhuntr-return", areSecure);

    /// <summary>Says to which member this browser belongs.</summary>
    public string Browser { get; } = Named("headhuntr-browser", areSecure);

    /// <summary>A cookie that comes along when somebody arrives from another site, and that no script reads.</summary>
    public static CookieOptions KeptFor(TimeSpan life) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = life };

    private static string Named(string name, bool isSecure) => isSecure ? $"__Host-{name}" : name;
}
