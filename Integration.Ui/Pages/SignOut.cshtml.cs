using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ServiceDefaults;

namespace Integration.Ui.Pages;

public sealed class SignOutModel(IntegrationApi api) : PageModel
{
    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await api.EndSessionAsync(ct);
        await HttpContext.SignOutAsync(SignInCookie.Scheme);
        return RedirectToPage("/SignIn");
    }
}
