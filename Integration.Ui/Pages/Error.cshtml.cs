using System.Diagnostics;
using System.Net;
using Htmx;
using Integration.Ui.Parts;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Integration.Ui.Pages;

/// <summary>What a person reads when there is no page: what happened, and what to do.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "";
    public string Text { get; private set; } = "";
    public Button Action { get; private set; } = new("Go to your requisitions") { Href = "/" };

    /// <summary>Finds the request again in the logs; only where somebody has to look.</summary>
    public string? TraceId { get; private set; }

    public IActionResult OnGet(int? status) => Answer(status);

    public IActionResult OnPost(int? status) => Answer(status);

    private IActionResult Answer(int? status)
    {
        var code = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            // Only what led here says what it was: whoever types this address has found no page.
            null => (HttpStatusCode)((HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is null ? null : status) ?? StatusCodes.Status404NotFound),
            ApiAwayException => HttpStatusCode.ServiceUnavailable,
            ApiProblemException { Problem.Status: var told and (403 or 404 or 409) } => (HttpStatusCode)told,
            // Something in the address that no page of ours put there, such as half of a cursor.
            ApiProblemException { Problem.Status: 400 } when HttpMethods.IsGet(Request.Method) => HttpStatusCode.NotFound,
            ApiProblemException { Problem.Status: 502 or 503 } => HttpStatusCode.ServiceUnavailable,
            _ => HttpStatusCode.InternalServerError,
        };
        Tell(code);
        Response.StatusCode = (int)code;

        if (!Request.IsHtmx()) return Page();
        // Beside what was typed, not in its place.
        Response.Headers["HX-Retarget"] = "#messages";
        Response.Headers["HX-Reswap"] = "innerHTML";
        return Partial("_Toast", new Toast($"{Heading} {Text}", Tone.Bad));
    }

    private void Tell(HttpStatusCode code)
    {
        var again = new Button("Try again") { Href = Address() };
        (Heading, Text, Action) = code switch
        {
            HttpStatusCode.BadRequest => ("This form is out of date.",
                "It was opened before you signed in again, or is very old. Open the page again and repeat the last step: nothing was changed.", again),
            HttpStatusCode.Forbidden => ("This page is not open to you.",
                "An admin of your company in headhuntr.io can open it.", Action),
            HttpStatusCode.NotFound => ("There is no such page.",
                "It may have been removed, or it belongs to another company. Check the address, or start from your requisitions.", Action),
            HttpStatusCode.Conflict => ("That does not fit any more.",
                "Somebody changed it in the meantime. Open the page again to see how it is now.", again),
            HttpStatusCode.ServiceUnavailable => ("The Lever integration does not answer right now.",
                "Exports that are running go on by themselves and nothing is lost. Try again in a moment.", again),
            _ => ("Something went wrong here.",
                "It is our mistake, not yours, and it was written down. Try again; if it stays, tell support the reference below.", again),
        };
        if (code is HttpStatusCode.InternalServerError) TraceId = Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;
    }

    private string Address() =>
        HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path
        ?? HttpContext.Features.Get<IStatusCodeReExecuteFeature>() switch
        {
            { } original => original.OriginalPath + original.OriginalQueryString,
            null => "/",
        };
}
