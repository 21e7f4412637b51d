using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Ends the connection, after saying what ends and what stays.</summary>
public sealed class DisconnectModel(IntegrationApi api) : SetupPage(api)
{
    public string? Failure { get; private set; }

    public IActionResult OnGet() => PageOr("_Disconnect", this);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Failure = (await Api.DisconnectAsync(ct)).Problem?.Words;
        if (Failure is not null)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return PageOr("_Disconnect", this);
        }

        Toast("Lever is disconnected.");
        return this.RedirectWindow("/setup/connection");
    }
}
