using Integration.Api.Platform;

namespace Integration.Api.Access;

/// <summary>On whose behalf a request is made. Every query of the App API names its account.</summary>
/// <param name="Mapped">Whether an active user mapping says who the member is in Lever.</param>
internal sealed record CurrentMember(string AccountId, string Id, string Name, MemberRole Role, bool Mapped)
{
    public bool IsAdmin => Role == MemberRole.Admin;

    public static ValueTask<CurrentMember?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<CurrentMember>());
}
