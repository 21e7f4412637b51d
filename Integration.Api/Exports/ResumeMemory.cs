using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

/// <summary>What the résumés under way take of this process's memory, together: a call whose résumé finds no room waits until others have arrived.</summary>
internal sealed class ResumeMemory : IDisposable
{
    private readonly int _kibibytes;
    private readonly ConcurrencyLimiter _room;

    public ResumeMemory(IOptions<ExportOptions> options)
    {
        _kibibytes = options.Value.ResumeMemory * 1024;
        _room = new(new() { PermitLimit = _kibibytes, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    }

    /// <returns>What is disposed of when the call is over.</returns>
    public async Task<IDisposable> ReserveAsync(int bytes, CancellationToken ct) =>
        await _room.AcquireAsync(Math.Min((bytes / 1024) + 1, _kibibytes), ct);

    public void Dispose() => _room.Dispose();
}
