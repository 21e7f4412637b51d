using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ServiceDefaults;

/// <summary>
/// Reads the keys again when something cannot be unprotected: the framework does so once a day, and a key that another
/// process made in between would be unknown until then. At most once a second, so that a forged cookie costs nothing.
/// </summary>
internal static class RereadingKeys
{
    public static void AddRereadingKeys(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IKeyManager, RereadableKeyManager>());

        var original = services.Last(service => service.ServiceType == typeof(IDataProtectionProvider));
        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(provider => new RereadingProvider(
            (IDataProtectionProvider)original.ImplementationFactory!(provider),
            (RereadableKeyManager)provider.GetRequiredService<IKeyManager>())));
    }
}

/// <summary>The framework's key manager, whose cached keys can be declared stale.</summary>
internal sealed class RereadableKeyManager(IServiceProvider services, TimeProvider clock) : IKeyManager, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly XmlKeyManager _keys = ActivatorUtilities.CreateInstance<XmlKeyManager>(services);
    private readonly Lock _lock = new();
    private CancellationTokenSource _stale = new();
    private DateTimeOffset _earliest = DateTimeOffset.MinValue;

    /// <summary>Makes the next use read the keys again; false when that was done less than a second ago.</summary>
    public bool TryExpire()
    {
        CancellationTokenSource stale;
        lock (_lock)
        {
            if (clock.GetUtcNow() < _earliest) return false;

            _earliest = clock.GetUtcNow() + Pause;
            stale = _stale;
            _stale = new();
        }

        stale.Cancel();
        return true;
    }

    public CancellationToken GetCacheExpirationToken() =>
        CancellationTokenSource.CreateLinkedTokenSource(_keys.GetCacheExpirationToken(), _stale.Token).Token;

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) =>
        _keys.CreateNewKey(activationDate, expirationDate);

    public IReadOnlyCollection<IKey> GetAllKeys() => _keys.GetAllKeys();

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) =>
        _keys.RevokeAllKeys(revocationDate, reason);

    public void RevokeKey(Guid keyId, string? reason = null) => _keys.RevokeKey(keyId, reason);

    public void Dispose() => _stale.Dispose();
}

internal sealed class RereadingProvider(IDataProtectionProvider inner, RereadableKeyManager keys) : IDataProtectionProvider
{
    public IDataProtector CreateProtector(string purpose) => new Protector(inner.CreateProtector(purpose), keys);

    private sealed class Protector(IDataProtector inner, RereadableKeyManager keys) : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => new Protector(inner.CreateProtector(purpose), keys);

        public byte[] Protect(byte[] plaintext) => inner.Protect(plaintext);

        public byte[] Unprotect(byte[] protectedData)
        {
            try
            {
                return inner.Unprotect(protectedData);
            }
            catch (CryptographicException) when (keys.TryExpire())
            {
                return inner.Unprotect(protectedData);
            }
        }
    }
}
