using Lever.Sandbox.Organisations;
using Lever.Sandbox.Users;

namespace Lever.Sandbox.Pages;

/// <summary>
/// Who looks at the pages, and at which organisation: <c>?organisation=</c>, else that of the user who signed in, else
/// the demo. Nobody has to sign in: without it a Super Admin looks.
/// </summary>
internal sealed class Viewer
{
    private const string Cookie = "lever-sandbox-user";

    private readonly bool _isByDefault;

    private Viewer(Organisation organisation, User user, bool isByDefault) =>
        (Organisation, User, _isByDefault) = (organisation, user, isByDefault);

    public Organisation Organisation { get; }

    public User User { get; }

    /// <summary>What links must carry so that the next page shows the same organisation.</summary>
    public string? Route => _isByDefault ? null : Organisation.Id;

    /// <summary>Settings are a Super Admin's.</summary>
    public bool ManagesSettings => User.IsSuperAdmin;

    public bool ManagesCandidates => User.AccessRole != "interviewer";

    public static Viewer Of(HttpContext context, LeverState lever)
    {
        var signedIn = context.Request.Cookies[Cookie] is { } id ? FindUser(lever, id) : null;
        var asked = context.Request.Query["organisation"].ToString();
        var byDefault = signedIn?.Organisation ?? lever.Demo;
        var organisation = asked.Length == 0
            ? byDefault
            : lever.Find(asked) ?? throw new BadHttpRequestException($"There is no organisation {asked}.", StatusCodes.Status404NotFound);

        return organisation == signedIn?.Organisation
            ? new(organisation, signedIn.Value.User, isByDefault: true)
            : new(organisation, SuperAdminOf(organisation), isByDefault: organisation == byDefault);
    }

    public static void SignIn(HttpContext context, User user) => context.Response.Cookies.Append(
        Cookie, user.Id, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });

    /// <summary>An active user, whichever organisation they are of.</summary>
    public static (Organisation Organisation, User User)? FindUser(LeverState lever, string? id)
    {
        foreach (var organisation in lever.All)
        {
            lock (organisation.Gate)
            {
                if (organisation.Users.Find(id) is { IsActive: true } user) return (organisation, user);
            }
        }

        return null;
    }

    private static User SuperAdminOf(Organisation organisation)
    {
        lock (organisation.Gate)
        {
            return organisation.Users.All.First(user => user.IsSuperAdmin);
        }
    }
}
