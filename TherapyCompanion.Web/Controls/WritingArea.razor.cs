using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace TherapyCompanion.Web.Controls;

/// <summary>A textarea whose words never wait for the server and never get lost on the way (see its script).</summary>
public sealed partial class WritingArea
{
    private readonly StringBuilder _text = new();
    private ElementReference _area;
    private DotNetObjectReference<WritingArea>? _self;
    private IJSObjectReference? _script;
    private IJSObjectReference? _surface;

    [Parameter]
    public string? Id { get; set; }

    /// <summary>The text to start from. Another text is another component: give it a <c>@key</c>.</summary>
    [Parameter]
    public string Start { get; set; } = "";

    [Parameter]
    public EventCallback<string> Changed { get; set; }

    [Parameter]
    public int Longest { get; set; } = 200_000;

    [Parameter]
    public int Rows { get; set; } = 3;

    [Parameter]
    public string Placeholder { get; set; } = " ";

    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public string? DescribedBy { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public bool Focus { get; set; } = true;

    /// <summary>Whether closing the tab would lose words: true where the page saves as one types.</summary>
    [Parameter]
    public bool Autosaved { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _text.Append(Start);
        _self = DotNetObjectReference.Create(this);
        _script = await Js.InvokeAsync<IJSObjectReference>("import", "./Controls/WritingArea.razor.js");
        _surface = await _script.InvokeAsync<IJSObjectReference>("open", _area, _self, new { focus = Focus, autosaved = Autosaved });
        // The text goes in pieces: one hub message holds 32 KB, and long notes are longer.
        for (var at = 0; at < Start.Length; at += 8_000)
            await _surface.InvokeVoidAsync("fill", Start.Substring(at, Math.Min(8_000, Start.Length - at)));
        await _surface.InvokeVoidAsync("ready");
    }

    /// <summary>Called by the script: one change, as a splice. False when the two sides disagree; then all is sent again.</summary>
    [JSInvokable]
    public async Task<bool> Splice(int start, int removed, string inserted, int length, bool last)
    {
        if (start < 0 || removed < 0 || start + removed > _text.Length) return false;
        _text.Remove(start, removed).Insert(start, inserted);
        if (!last) return true;
        if (_text.Length != length) return false;
        await Changed.InvokeAsync(_text.ToString());
        return true;
    }

    /// <summary>Called by the script before it sends all again.</summary>
    [JSInvokable]
    public void Restart() => _text.Clear();

    /// <summary>What is on the screen now, with everything typed so far.</summary>
    public async Task<string> ReadAsync()
    {
        if (_surface is not null) await _surface.InvokeVoidAsync("flush");
        return _text.ToString();
    }

    /// <summary>Tells the script that everything sent so far is stored.</summary>
    public async Task SavedAsync()
    {
        if (_surface is not null) await _surface.InvokeVoidAsync("saved");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_surface is not null)
            {
                await _surface.InvokeVoidAsync("close");
                await _surface.DisposeAsync();
            }

            if (_script is not null) await _script.DisposeAsync();
        }
        catch (JSDisconnectedException) { }

        _self?.Dispose();
    }
}
