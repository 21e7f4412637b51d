namespace Integration.Ui.Pages.Exports;

/// <summary>Why an item was not exported, and what to do, in words.</summary>
public static class Outcomes
{
    public static string Of(ExportItem item) => item.Detail ?? item.Code switch
    {
        "already-exported" => "In Lever already for the same posting.",
        "cancelled" => "Cancelled before it was sent.",
        "candidate-not-found" => "This candidate is no longer in headhuntr.io.",
        "posting-not-found" => "The posting is not in Lever any more. Choose another one.",
        "posting-closed" => "The posting is closed in Lever. Choose another one.",
        "user-not-mapped" => "The user who exported is no longer mapped to one in Lever.",
        _ => "Lever did not take this candidate. Retry, and if it fails again, tell headhuntr.io support.",
    };
}
