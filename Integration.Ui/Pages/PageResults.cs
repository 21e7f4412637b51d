using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Integration.Ui.Pages;

internal static class PageResults
{
    /// <summary>Leads the whole window on, also out of a dialog, where a redirect would end in the dialog.</summary>
    public static IActionResult RedirectWindow(this PageModel page, string address)
    {
        if (!page.Request.IsHtmx()) return page.LocalRedirect(address);

        page.Response.Headers["HX-Redirect"] = address;
        return new StatusCodeResult(StatusCodes.Status204NoContent);
    }
}
