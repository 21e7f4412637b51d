namespace AppHost;

/// <summary>The last words of a start: where everything answers, and what to do first.</summary>
internal static class Welcome
{
    public static Task SayAsync(Settings settings)
    {
        var lever = settings.Lever is null ? $"http://localhost:{settings.LeverPort} (the sandbox)" : "Lever itself";
        return Console.Out.WriteLineAsync(
            $"""

              UI     {settings.PublicUi}
              API    {settings.PublicApi}
              Lever  {lever}

              Open {settings.PublicUi} and sign in as Ada Admin. Ctrl-C stops everything.

            """);
    }
}
