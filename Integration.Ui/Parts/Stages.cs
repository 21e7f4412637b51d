namespace Integration.Ui.Parts;

/// <summary>The stages of headhuntr.io, in the order in which a candidate passes them; others come behind.</summary>
public static class Stages
{
    public static IReadOnlyList<string> Known { get; } = ["potential", "qualified", "interested"];

    public static int Order(string stage)
    {
        var index = Known.ToList().IndexOf(stage);
        return index < 0 ? Known.Count : index;
    }
}
