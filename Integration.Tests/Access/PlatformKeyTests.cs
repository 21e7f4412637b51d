using Integration.Api.Access;

namespace Integration.Tests.Access;

/// <summary>The host product's key, or its keys while one is rotated.</summary>
public sealed class PlatformKeyTests
{
    [Theory]
    [InlineData("old-key", "old-key", true)]
    [InlineData("old-key,new-key", "old-key", true)]
    [InlineData("old-key, new-key", "new-key", true)]
    [InlineData("old-key,new-key", "old-key,new-key", false)]
    [InlineData("old-key,new-key", "OLD-KEY", false)]
    [InlineData("old-key", "old-key ", false)]
    [InlineData("old-key,", "", false)]
    [InlineData("", "", false)]
    [InlineData("", "anything", false)]
    [InlineData(" , ", " ", false)]
    public void One_key_or_several_are_accepted_as_they_are_and_an_empty_setting_refuses_all(string setting, string presented, bool accepted) =>
        Assert.Equal(accepted, new PlatformOptions { ApiKey = setting }.Accepts(presented));
}
