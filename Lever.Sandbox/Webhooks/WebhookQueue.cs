using System.Threading.Channels;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Webhooks;

/// <summary>The deliveries whose time has come.</summary>
internal sealed class WebhookQueue(TimeProvider clock)
{
    private readonly Channel<(Organisation, string)> _due = Channel.CreateUnbounded<(Organisation, string)>();

    public ChannelReader<(Organisation Organisation, string DeliveryId)> Due => _due.Reader;

    public void Enqueue(Organisation organisation, Delivery delivery)
    {
        var wait = delivery.NextTryAt - clock.Milliseconds();
        if (wait <= 0) _due.Writer.TryWrite((organisation, delivery.Id));
        else _ = EnqueueLaterAsync(organisation, delivery.Id, TimeSpan.FromMilliseconds(wait));
    }

    /// <summary>A wait that a shutdown cuts short is taken up again at the next start.</summary>
    private async Task EnqueueLaterAsync(Organisation organisation, string deliveryId, TimeSpan wait)
    {
        await Task.Delay(wait, clock);
        _due.Writer.TryWrite((organisation, deliveryId));
    }
}
