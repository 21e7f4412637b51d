using System.Runtime.InteropServices;

namespace AppHost.Embedded;

/// <summary>On Windows, where there is no shell to watch a pipe: the system ends our children when we end.</summary>
internal static class WindowsJob
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnJobClose = 0x2000;

    private static readonly Lazy<bool> Joined = new(Create);

    public static void Join()
    {
        if (OperatingSystem.IsWindows()) _ = Joined.Value;
    }

    /// <summary>The job's handle stays open until this process ends, however that happens.</summary>
    private static bool Create()
    {
        var job = CreateJobObjectW(0, null);
        var limits = new Limits { Flags = KillOnJobClose };
        return SetInformationJobObject(job, ExtendedLimitInformation, ref limits, Marshal.SizeOf<Limits>())
            && AssignProcessToJobObject(job, GetCurrentProcess());
    }

    [DllImport("kernel32", CharSet = CharSet.Unicode)]
    private static extern nint CreateJobObjectW(nint attributes, string? name);

    [DllImport("kernel32")]
    private static extern bool SetInformationJobObject(nint job, int kind, ref Limits limits, int length);

    [DllImport("kernel32")]
    private static extern bool AssignProcessToJobObject(nint job, nint process);

    [DllImport("kernel32")]
    private static extern nint GetCurrentProcess();

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public long PerProcessUserTime;
        public long PerJobUserTime;
        public uint Flags;
        public nuint MinimumWorkingSet;
        public nuint MaximumWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public ulong ReadOperations;
        public ulong WriteOperations;
        public ulong OtherOperations;
        public ulong ReadBytes;
        public ulong WriteBytes;
        public ulong OtherBytes;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }
}
