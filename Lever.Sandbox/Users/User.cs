using System.Text.Json.Nodes;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Users;

/// <summary>A person who works in this organisation's Lever.</summary>
internal sealed record User(
    string Id, string Name, string Email, string AccessRole, long CreatedAt, long? DeactivatedAt = null, string? JobTitle = null)
    : IRow
{
    public const string SuperAdmin = "super admin";

    public bool IsActive => DeactivatedAt is null;

    public bool IsSuperAdmin => AccessRole == SuperAdmin;

    /// <summary>As <c>GET /users</c> was recorded.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["username"] = Email[..Email.IndexOf('@')],
        ["email"] = Email,
        ["accessRole"] = AccessRole,
        ["photo"] = null,
        ["createdAt"] = CreatedAt,
        ["deactivatedAt"] = DeactivatedAt,
        ["externalDirectoryId"] = null,
        ["linkedContactIds"] = null,
        ["jobTitle"] = JobTitle,
        ["managerId"] = null,
    };
}
