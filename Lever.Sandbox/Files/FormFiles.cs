using Lever.Sandbox.Api;
using Lever.Sandbox.Opportunities;

namespace Lever.Sandbox.Files;

/// <summary>Files as parts of a form, up to Lever's 30 MB (documented for files and uploads; for résumés there is a rule).</summary>
internal static class FormFiles
{
    public const int MaxBytes = 30 * 1024 * 1024;

    public static async Task<IFormCollection> ReadFormAsync(HttpRequest request)
    {
        if (!request.HasFormContentType) throw Refusal.BadRequest("The body must be multipart/form-data");

        try
        {
            return await request.ReadFormAsync();
        }
        catch (InvalidDataException e)
        {
            throw Refusal.BadRequest($"Malformed form: {e.Message}");
        }
    }

    public static async Task<NewFile> ReadAsync(IFormFile part, bool isResume)
    {
        if (part.Length > MaxBytes) throw TooLarge(MaxBytes);

        var bytes = new byte[part.Length];
        await using var content = part.OpenReadStream();
        await content.ReadExactlyAsync(bytes);
        return new(isResume, Path.GetFileName(part.FileName), bytes);
    }

    public static Refusal TooLarge(int most) => new(
        StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLargeError", $"Files can be up to {most / (1024 * 1024)} MB");

    /// <summary>The one file of a form that is only about a file.</summary>
    public static async Task<NewFile> ReadSingleAsync(HttpRequest request)
    {
        var form = await ReadFormAsync(request);
        var part = form.Files.GetFile("file") ?? throw Refusal.BadRequest("file is required");
        return await ReadAsync(part, isResume: false);
    }
}
