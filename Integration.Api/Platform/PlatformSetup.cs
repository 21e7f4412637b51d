namespace Integration.Api.Platform;

internal static class PlatformSetup
{
    public static void AddPlatform(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<SignInLinks>();
        builder.Services.AddScoped<ErasedPeople>();
        builder.Services.AddSingleton<ResumeTurns>();
    }
}
