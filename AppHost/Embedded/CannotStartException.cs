namespace AppHost.Embedded;

/// <summary>The start is not possible here; the message is one sentence that says what is in the way and what to do.</summary>
public sealed class CannotStartException(string message) : Exception(message);
