using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Web.Layout;

/// <summary>
/// Catches what a page did not: a number for the person and the same number in the log, never the words. A sign-in that is over is no
/// error: the page's words go, and its script asks whether to leave or to lock.
/// </summary>
public sealed class PageBoundary : ErrorBoundaryBase
{
    [Inject]
    private ILogger<PageBoundary> Log { get; set; } = null!;

    /// <summary>What is shown instead, given the number.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment<string> Broken { get; set; }

    private string _number = "";

    protected override Task OnErrorAsync(Exception exception)
    {
        if (exception is SessionOverException) return Task.CompletedTask;
        _number = RequestId.New();
        Log.LogError(exception, "A page broke: {RequestNumber}", _number);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is SessionOverException) BuildLeaving(builder);
        else builder.AddContent(0, CurrentException is null ? ChildContent : Broken(_number));
    }

    // lock.js knows the element; it presses the button once the sign-in is back.
    private void BuildLeaving(RenderTreeBuilder builder)
    {
        builder.OpenElement(1, "tc-session-check");
        builder.OpenElement(2, "button");
        builder.AddAttribute(3, "type", "button");
        builder.AddAttribute(4, "hidden", true);
        builder.AddAttribute(5, "data-session-back", true);
        builder.AddAttribute(6, "onclick", EventCallback.Factory.Create<MouseEventArgs>(this, Recover));
        builder.CloseElement();
        builder.CloseElement();
    }
}
