using Htmx;
using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Integration.Ui.Pages;

/// <summary>A page of a signed-in member.</summary>
public abstract class MemberPage(IntegrationApi api) : PageModel
{
    protected IntegrationApi Api { get; } = api;

    /// <summary>Who looks at the page, as the API knows them now.</summary>
    public Member Me { get; private set; } = null!;

    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Me = await Api.GetMeAsync(HttpContext.RequestAborted);
        Response.Headers.Append("Vary", "HX-Request");
        // An id of blanks is bound as none.
        context.Result = RouteData.Values.Values.Any(value => string.IsNullOrWhiteSpace(value as string)) ? NotFound() : Refusal();
        if (context.Result is null) await next();
    }

    /// <summary>The answer for a member to whom this page is closed; null opens it.</summary>
    protected virtual IActionResult? Refusal() => null;

    /// <summary>The whole page, or for htmx the region of it that changes.</summary>
    protected IActionResult PageOr(string partial, object model) =>
        Request.IsHtmx() ? Partial(partial, model) : Page();

    /// <summary>Says something on the page that comes next.</summary>
    protected void Toast(string text, Tone tone = Tone.Good, Undo? undo = null) => Toasts.Add(TempData, new(text, tone) { Undo = undo });
}
