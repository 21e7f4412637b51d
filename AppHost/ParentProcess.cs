using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AppHost;

/// <summary>The <c>dotnet run</c> or <c>dotnet watch</c> that started this process.</summary>
internal static class ParentProcess
{
    /// <summary>On Windows a killed command takes its children along by itself.</summary>
    public static void WhenGone(Action then)
    {
        if (OperatingSystem.IsWindows()) return;

        try
        {
            var parent = Process.GetProcessById(GetParentProcessId());
            if (parent.ProcessName is "dotnet") parent.WaitForExitAsync().ContinueWith(_ => then(), TaskScheduler.Default);
        }
        catch (ArgumentException)
        {
            then();
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int GetParentProcessId();
}
