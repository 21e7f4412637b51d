using Integration.Api.Connections;

namespace Integration.Tests.Connections;

/// <summary>One look for all who ask at once, and none that began before somebody asked.</summary>
public sealed class SharedLookTests
{
    private readonly List<TaskCompletionSource<int>> _begun = [];
    private readonly SharedLook<int> _look;

    public SharedLookTests() => _look = new(() =>
    {
        var begun = new TaskCompletionSource<int>();
        lock (_begun) _begun.Add(begun);
        return begun.Task;
    });

    [Fact]
    public async Task Who_asks_during_a_look_shares_the_next_one()
    {
        var first = _look.LookAsync();
        Task<int>[] later = [_look.LookAsync(), _look.LookAsync()];
        Assert.Single(_begun);

        _begun[0].SetResult(1);
        Assert.Equal(1, await first);
        await Stack.EventuallyAsync.TrueAsync(() => Task.FromResult(Begun == 2), "the second look has begun");
        var last = _look.LookAsync();
        _begun[1].SetResult(2);

        foreach (var shared in later) Assert.Equal(2, await shared);
        await Stack.EventuallyAsync.TrueAsync(() => Task.FromResult(Begun == 3), "the third look has begun");
        _begun[2].SetResult(3);
        Assert.Equal(3, await last);
    }

    [Fact]
    public async Task A_look_that_fails_fails_for_those_who_shared_it_only()
    {
        var first = _look.LookAsync();
        var second = _look.LookAsync();

        _begun[0].SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Stack.EventuallyAsync.TrueAsync(() => Task.FromResult(Begun == 2), "the second look has begun");
        _begun[1].SetResult(2);

        Assert.Equal(2, await second);
    }

    private int Begun
    {
        get
        {
            lock (_begun) return _begun.Count;
        }
    }
}
