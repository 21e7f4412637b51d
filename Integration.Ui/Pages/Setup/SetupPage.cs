using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>A page of the configuration: for admins. Everybody else reads who can.</summary>
public abstract class SetupPage(IntegrationApi api) : MemberPage(api)
{
    protected sealed override IActionResult? Refusal()
    {
        if (Me.IsAdmin) return null;

        ViewData.Model = this;
        return new ViewResult
        {
            ViewName = "/Pages/Setup/_WhoCan.cshtml",
            ViewData = ViewData,
            TempData = TempData,
            StatusCode = StatusCodes.Status403Forbidden,
        };
    }
}
