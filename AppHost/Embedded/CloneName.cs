using System.Security.Cryptography;
using System.Text;

namespace AppHost.Embedded;

/// <summary>A name for what a clone keeps outside its own folder, such that no two clones share it.</summary>
internal static class CloneName
{
    public static string Of(string dataRoot) =>
        $"headhuntr-lever-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataRoot)))[..12]}";
}
