using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Integration.Ui.Parts;

/// <summary>Messages that wait for the next page.</summary>
internal static class Toasts
{
    private const string Key = "toasts";

    public static void Add(ITempDataDictionary tempData, Toast toast) =>
        tempData[Key] = JsonSerializer.Serialize(Take(tempData).Append(toast));

    public static IReadOnlyList<Toast> Take(ITempDataDictionary tempData) =>
        tempData[Key] is string json ? JsonSerializer.Deserialize<Toast[]>(json) ?? [] : [];
}
