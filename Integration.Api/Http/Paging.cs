using System.Globalization;

namespace Integration.Api.Http;

/// <summary>One page of a list; <c>next</c> is the <c>after</c> of the following page, absent on the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

internal static class Page
{
    /// <summary>Makes a page of up to <paramref name="limit"/> items out of a query for one more than that.</summary>
    public static Page<T> From<T>(List<T> oneMore, int limit, Func<T, string> cursor) =>
        oneMore.Count <= limit ? new(oneMore) : new(oneMore[..limit], cursor(oneMore[limit - 1]));
}

/// <summary>Which page of a list is asked for: <c>?after=&amp;limit=</c>, 1–200 items, 50 unless told.</summary>
public sealed record Paging(string? After, int Limit)
{
    private const int Default = 50;
    private const int Most = 200;

    public static ValueTask<Paging> BindAsync(HttpContext context) => ValueTask.FromResult(Read(context, Default, Most));

    /// <exception cref="BadHttpRequestException">The limit is no number of the range, or the cursor is none of ours.</exception>
    public static Paging Read(HttpContext context, int @default, int most)
    {
        var query = context.Request.Query;
        var limit = @default;
        if (query.TryGetValue("limit", out var given)
            && !(int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most))
        {
            throw new BadHttpRequestException($"limit is a whole number from 1 to {most}.");
        }

        return query["after"] switch
        {
            [] or [null or ""] => new(null, limit),
            [{ } cursor] when Text.IsLine(cursor, 300) => new(cursor, limit),
            _ => throw new BadHttpRequestException("after is the next of an earlier page."),
        };
    }

    /// <summary>The cursor of a list that is ordered by a number.</summary>
    /// <exception cref="BadHttpRequestException">The cursor is none of ours.</exception>
    public long? AfterNumber => After switch
    {
        null => null,
        _ when long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new BadHttpRequestException("after is the next of an earlier page."),
    };
}
