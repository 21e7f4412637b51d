using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Integration.Ui.Pages.Development;

/// <summary>What the page of parts shows in its dialog.</summary>
public sealed class DialogModel : PageModel
{
    public IActionResult OnGet() => Request.IsHtmx() ? Partial("_Dialog", this) : Page();
}
