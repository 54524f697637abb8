using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using TherapyCompanion.Web.App;

namespace TherapyCompanion.Web.Layout;

/// <summary>Catches what a page did not: a number for the person and the same number in the log, never the words.</summary>
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
        _number = RequestId.New();
        Log.LogError(exception, "A page broke: {RequestNumber}", _number);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
        builder.AddContent(0, CurrentException is null ? ChildContent : Broken(_number));
}
