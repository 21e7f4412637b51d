namespace Integration.Benchmarks;

/// <summary>Something that runs alone, by its name.</summary>
/// <param name="RunAsync">False when what it is about is not so.</param>
internal sealed record Part(string Name, Func<Task<bool>> RunAsync);

internal static class Parts
{
    /// <summary>Runs those that were named, or all of them.</summary>
    /// <returns>The exit code: 0 when all of it is so, 2 when there is nothing of such a name.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<Part> parts, string[] names)
    {
        if (names.FirstOrDefault(name => !parts.Any(part => part.Name == name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no '{unknown}' here, but: {string.Join(", ", parts.Select(part => part.Name))}");
            return 2;
        }

        var isSo = true;
        foreach (var part in parts.Where(part => names.Length == 0 || names.Contains(part.Name)))
        {
            Console.WriteLine($"— {part.Name}");
            isSo &= await part.RunAsync();
        }

        return isSo ? 0 : 1;
    }
}
