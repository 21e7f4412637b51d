using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Lever.Sandbox.State;

/// <summary>One row as it was written; a null row was removed.</summary>
internal sealed record Change(string Organisation, string Table, string Id, object? Row);

/// <summary>A line of the journal, read back.</summary>
internal sealed record JournalLine(string Organisation, string Table, string Id, JsonElement? Row);

/// <summary>
/// Writes changed rows behind the requests, one line each, so that a write costs the same whatever the organisation
/// holds. At start the file is read and replaced by one that holds each living row once.
/// </summary>
internal sealed partial class Journal(IOptions<SandboxOptions> options, ILogger<Journal> logger) : BackgroundService
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    };

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly string? _path = options.Value.DataFile is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    private readonly Channel<Change> _changes =
        Channel.CreateUnbounded<Change>(new UnboundedChannelOptions { SingleReader = true });

    public bool IsKept => _path is not null;

    public void Append(Change change)
    {
        if (IsKept) _changes.Writer.TryWrite(change);
    }

    public IEnumerable<JournalLine> Read()
    {
        if (!File.Exists(_path)) yield break;

        foreach (var line in File.ReadLines(_path))
        {
            JournalLine? read = null;
            try
            {
                read = JsonSerializer.Deserialize<JournalLine>(line, Json);
            }
            catch (JsonException)
            {
                // A process that was killed can leave half a line at the end; nobody was told that it is kept.
                LogTornLine(line.Length);
            }

            if (read is not null) yield return read;
        }
    }

    /// <summary>Replaces the file by one with just these rows.</summary>
    public void Compact(IEnumerable<Change> rows)
    {
        if (_path is null) return;

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var compacted = _path + ".new";
        using (var file = File.Create(compacted))
        {
            foreach (var row in rows) WriteLine(file, row);
            file.Flush(flushToDisk: true);
        }

        File.Move(compacted, _path, overwrite: true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_path is null) return;

        // The web server has stopped before this does, so nothing comes after what is in the channel now.
        await using var stopping = stoppingToken.Register(() => _changes.Writer.TryComplete());
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, 1 << 16);

        while (await _changes.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_changes.Reader.TryRead(out var change)) WriteLine(file, change);
            await file.FlushAsync(CancellationToken.None);
        }
    }

    private static void WriteLine(Stream file, Change change)
    {
        JsonSerializer.Serialize(file, change, Json);
        file.Write(NewLine);
    }

    [LoggerMessage(LogLevel.Warning, "Left out an unreadable line of {Length} characters at the end of the data file")]
    private partial void LogTornLine(int length);
}
