// Aspire's SDK generates these from the project references.
namespace Projects;

internal sealed class Integration_Api : IProjectMetadata;

internal sealed class Integration_Ui : IProjectMetadata;

internal sealed class Lever_Sandbox : IProjectMetadata;
