namespace AppHost.Local;

/// <summary>The stand-in for Aspire.</summary>
public static class DistributedApplication;
