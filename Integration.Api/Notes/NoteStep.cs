using System.Net;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Api.Lever;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Notes;

/// <summary>One step with a leased note: look where a call is in doubt, send where surely nothing was sent, and write the outcome down.</summary>
internal sealed partial class NoteStep(
    IntegrationDbContext db, LeverClient lever, IOptions<ExportOptions> options, ILogger<NoteStep> logger)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    private readonly ExportOptions _options = options.Value;

    /// <param name="deadline">Cancelled when nothing may be sent any more under this lease.</param>
    public async Task RunAsync(ClaimedNote note, CancellationToken deadline, CancellationToken ct)
    {
        var isSent = false;
        try
        {
            if (note.InDoubt)
            {
                if (await lever.HasNoteAsync(note.FirstCall, note.OpportunityId, note.Marker, deadline))
                {
                    await FinishAsync(note, ExportedNoteStatus.Sent, ct);
                    return;
                }

                if (!note.IsSettled)
                {
                    await ReleaseAsync(note, NextLook(note), ct);
                    return;
                }
            }

            if (note.Text is not { } text)
            {
                await FinishAsync(note, ExportedNoteStatus.Skipped, ct);
                return;
            }

            isSent = true;
            await SendAsync(note, text, deadline);
            await FinishAsync(note, ExportedNoteStatus.Sent, ct);
        }
        catch (Exception e) when (isSent && e is LeverException { IsUncertain: true } or OperationCanceledException)
        {
            LogInDoubt(note.Id, note.Attempts);
            await DoubtAsync(note, ct);
        }
        catch (NotAuthorizedException)
        {
            await ReleaseAsync(note, TimeSpan.Zero, ct);
        }
        catch (Exception e) when (e is LeverException { IsTransient: true } or OperationCanceledException)
        {
            await ReleaseAsync(note, NextLook(note), ct);
        }
        catch (LeverException e) when (note.InDoubt && !isSent && e.Status != HttpStatusCode.NotFound)
        {
            // The look was refused, not the note: it is still unknown what became of the call.
            LogRefused(note.Id, e.Status);
            await ReleaseAsync(note, NextLook(note), ct);
        }
        catch (LeverException e)
        {
            LogRefused(note.Id, e.Status);
            await FinishAsync(note, ExportedNoteStatus.Failed, ct);
        }
        catch (Exception e) when (Unforeseen.Is(e))
        {
            LogUnforeseen(note.Id, Unforeseen.Describe(e));
            if (isSent) await DoubtAsync(note, ct);
            else if (note.InDoubt) await ReleaseAsync(note, LongestLook, ct);
            else await FinishAsync(note, ExportedNoteStatus.Failed, ct);
        }
    }

    /// <summary>Sends it as the exporter; in Lever they may have left since the export, and then it is the integration that wrote it.</summary>
    private async Task SendAsync(ClaimedNote note, string text, CancellationToken deadline)
    {
        using var span = ExportTelemetry.Start(ExportTelemetry.Note);
        var call = note.FirstCall with { IsReserved = !note.InDoubt };
        try
        {
            await lever.AddNoteAsync(call, note.OpportunityId, text, note.PerformAs, note.Marker, deadline);
        }
        catch (LeverException e) when (note.PerformAs is not null && e is { IsUncertain: false, IsTransient: false } && e.Status != HttpStatusCode.NotFound)
        {
            await lever.AddNoteAsync(call with { IsReserved = false }, note.OpportunityId, text, null, note.Marker, deadline);
        }
    }

    private Task FinishAsync(ClaimedNote note, ExportedNoteStatus status, CancellationToken ct) => db.ExportedNotes
        .Where(row => row.Id == note.Id && row.Epoch == note.Epoch && row.Status == ExportedNoteStatus.Sending)
        .ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Status, status)
            .SetProperty(row => row.SettledAt, (DateTimeOffset?)null), ct);

    private Task DoubtAsync(ClaimedNote note, CancellationToken ct) => WriteAsync(note, _options.FirstLook,
        $"""
         UPDATE exported_notes SET available_at = now() + {_options.FirstLook}, settled_at = now() + {_options.Settle}, epoch = epoch + 1
         WHERE id = {note.Id} AND epoch = {note.Epoch} AND status = 'Sending'
         """, ct);

    /// <summary>Without a call under this lease that could still do something. What was in doubt before stays so, for no longer than it was.</summary>
    private Task ReleaseAsync(ClaimedNote note, TimeSpan after, CancellationToken ct) => WriteAsync(note, after,
        $"""
         UPDATE exported_notes
         SET available_at = now() + {after}, epoch = epoch + 1, status = CASE WHEN {note.InDoubt} THEN status ELSE 'Queued' END,
             settled_at = CASE WHEN NOT {note.InDoubt} THEN NULL WHEN {note.IsSettled} THEN now() ELSE settled_at END
         WHERE id = {note.Id} AND epoch = {note.Epoch} AND status = 'Sending'
         """, ct);

    private async Task WriteAsync(ClaimedNote note, TimeSpan after, FormattableString sql, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(sql, ct);
        await db.WakeChannelAsync(note.AccountId, after, ct);
        await transaction.CommitAsync(ct);
    }

    private TimeSpan NextLook(ClaimedNote note)
    {
        var pause = _options.FirstLook * Math.Pow(2, Math.Min(note.Attempts, 10)) * (0.75 + (Random.Shared.NextDouble() / 2));
        return pause < LongestLook ? pause : LongestLook;
    }

    [LoggerMessage(LogLevel.Warning, "Note {NoteId} is in doubt after attempt {Attempt}")]
    private partial void LogInDoubt(long noteId, int attempt);

    [LoggerMessage(LogLevel.Error, "A mistake of ours at note {NoteId}: {Mistake}")]
    private partial void LogUnforeseen(long noteId, string mistake);

    [LoggerMessage(LogLevel.Warning, "Lever refused note {NoteId} with {Status}")]
    private partial void LogRefused(long noteId, HttpStatusCode? status);
}
