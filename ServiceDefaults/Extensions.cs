namespace ServiceDefaults;

/// <summary>What every service shares.</summary>
public static class Extensions;
