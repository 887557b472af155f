"""kling brief"""

from __future__ import annotations

import click

_STARTS = {
    "t2v": 'scenario: t2v\nprompt: "Wide shot, eye level: a red kite climbs over a green valley and hangs still. Slow push-in. Morning sun from the left."\nduration: 5\naspect_ratio: 16:9\nmode: pro\nsound: off\n',
    "i2v": 'scenario: i2v\nfirst_frame: photo.jpg\nprompt: "The woman turns to the camera and smiles. Static camera."\nduration: 5\n',
    "first_last": 'scenario: first_last\nfirst_frame: before.jpg\nlast_frame: after.jpg\nprompt: "Walls rise and the roof closes until the house stands finished. Static camera."\nduration: 8\n',
    "element": 'scenario: element\nelements:\n  mia: 321922438904313\nprompt: "Medium shot: @mia opens the door, looks up and smiles. Static camera, warm lamp light."\naspect_ratio: 9:16\n',
    "multi_image": 'scenario: multi_image\nimages:\n  woman: woman.jpg\n  jacket: jacket.jpg\nshots:\n  - duration: 2\n    prompt: "Close-up: the jacket from @jacket on a hanger. Static camera, window light."\n  - duration: 4\n    prompt: "Full shot: the woman from @woman, wearing the jacket from @jacket, walks toward the camera and stops. Static camera, window light."\nsound: off\n',
    "edit": 'scenario: edit\nvideo: https://example.org/clip.mp4\nprompt: "Change the sky in @video to a starry night. Keep people, motion and framing unchanged."\nkeep_original_sound: yes\n',
    "reference": 'scenario: reference\nvideo: https://example.org/clip.mp4\nprompt: "Follow the camera movement of @video, nothing else from it: an aerial flight over a red canyon. Late sun from the left."\naspect_ratio: 16:9\nduration: 8\n',
}


@click.group()
def brief() -> None:
    """The form of a brief: what `kling compile`, `preview`, `check`, `estimate` and `generate --brief` read."""


@brief.command()
def schema() -> None:
    """Print the JSON Schema of a brief. Point an editor at it, and it completes and checks briefs as you type."""
    import json

    from kling.brief import schema as make

    click.echo(json.dumps(make(), ensure_ascii=False, indent=2))


@brief.command()
@click.argument("scenario", type=click.Choice(list(_STARTS)), default="t2v")
def new(scenario: str) -> None:
    """Print a first brief for SCENARIO, to be redirected into a file and filled in."""
    click.echo(_STARTS[scenario], nl=False)
