using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Data;

/// <summary>
/// The composed form of Unicode, in which names are kept and compared. Postgres makes it: the services run without ICU, and there
/// <see cref="string.Normalize()"/> gives back what it was given.
/// </summary>
internal static class Nfc
{
    public static async Task<IReadOnlyList<string>> InNfcAsync(this IntegrationDbContext db, IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (texts.All(text => Ascii.IsValid(text))) return texts;

        // What comes from outside may hold what Postgres cannot take.
        var given = texts.Select(text => text.Replace('\0', ' ')).ToArray();
        return await db.Database.SqlQuery<string>(
            $"""
             SELECT normalize(given.text, NFC) AS "Value" FROM unnest({given}) WITH ORDINALITY AS given (text, position) ORDER BY position
             """).ToListAsync(ct);
    }
}
