"""Model cards as exo writes them: a few true entries of its catalogue, and cards for any other name.

The numbers of the catalogue entries are from a capture of exo HEAD b5375f8ce.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What exo knows of a model. `size` in bytes."""

    id: str
    size: int = 256_478_208
    layers: int = 12
    hidden: int = 768
    heads: int = 2
    family: str = ""
    quantization: str = ""
    base: str = ""
    capabilities: tuple[str, ...] = ()
    dialect: str = "none"
    context: int = 8192
    temperature: float | None = None
    top_p: float | None = None
    is_custom: bool = True
    tensor: bool = True

    def as_card(self, generation: int) -> dict[str, Any]:
        """The `modelCard` of /state, in the key order of generation 1 or 2."""
        known = {"backends": ["MlxMetal", "MlxCuda", "MlxCpu"], "reasoningDialect": self.dialect}
        sampling: dict[str, Any] = {"temperature": self.temperature, "topP": self.top_p, "topK": None, "minP": None}
        unset = ("repetitionPenalty", "presencePenalty", "frequencyPenalty", "thinking", "nonThinking")
        sampling |= dict.fromkeys(unset)
        return {
            "modelId": self.id,
            "storageSize": {"inBytes": self.size},
            "nLayers": self.layers,
            "hiddenSize": self.hidden,
            "supportsTensor": self.tensor,
            "numKeyValueHeads": self.heads,
            "tasks": ["TextGeneration"],
            "components": None,
            "family": self.family,
            "quantization": self.quantization,
            "baseModel": self.base,
            "capabilities": list(self.capabilities),
            **(known if generation == 2 else {}),
            "contextLength": self.context,
            "usesCfg": False,
            "trustRemoteCode": not self.is_custom,
            "isCustom": self.is_custom,
            "vision": None,
            "samplingDefaults": sampling,
        }

    def as_list_entry(self, generation: int, created: int) -> dict[str, Any]:
        """The entry of /v1/models."""
        return {
            "id": self.id,
            "object": "model",
            "created": created,
            "owned_by": "exo",
            "hugging_face_id": self.id,
            "name": self.id.rsplit("/", 1)[-1],
            "description": "",
            "context_length": self.context,
            "tags": [],
            "storage_size_megabytes": self.size // MEBIBYTE,
            "supports_tensor": self.tensor,
            "tasks": ["TextGeneration"],
            "is_custom": self.is_custom,
            "family": self.family,
            "quantization": self.quantization,
            "base_model": self.base,
            "capabilities": list(self.capabilities),
            **({"reasoning_dialect": self.dialect} if generation == 2 else {}),
        }


_TEXT = ("text",)
_CATALOGUE = (
    ModelCard("mlx-community/Llama-3.2-1B-Instruct-4bit", 729_808_896, 16, 2048, 8, "llama", "4bit", "Llama 3.2 1B",
              _TEXT, "none", 131_072, 0.6, 0.9, False),
    ModelCard("mlx-community/Qwen3-0.6B-4bit", 342_884_352, 28, 1024, 8, "qwen", "4bit", "Qwen3 0.6B",
              ("text", "thinking", "thinking_toggle"), "none", 32_768, 0.6, 0.95, False, False),
    ModelCard("mlx-community/gpt-oss-20b-MXFP4-Q8", 12_025_908_224, 24, 2880, 8, "gpt-oss", "MXFP4-Q8", "GPT-OSS 20B",
              ("text", "thinking"), "channel", 131_072, 1.0, 1.0, False),
    ModelCard("mlx-community/Llama-3.3-70B-Instruct-4bit", 40_652_242_944, 80, 8192, 8, "llama", "4bit",
              "Llama 3.3 70B", _TEXT, "none", 131_072, 0.6, 0.9, False),
    ModelCard("mlx-community/DeepSeek-V4-Pro", 849_681_803_879, 61, 7168, 1, "deepseek", "8bit", "DeepSeek V4 Pro",
              ("text", "thinking", "thinking_toggle"), "tool_conditional", 1_048_576, 1.0, 1.0, False),
)  # fmt: skip


def catalogue(size: int) -> dict[str, ModelCard]:
    """The catalogue of an empty node; above the five true entries it is filled up, to reach exo's 123."""
    filler = (
        ModelCard(f"mlx-community/Simulated-Filler-{n:03}-4bit", n * 512 * MEBIBYTE, family="filler", is_custom=False)
        for n in range(1, max(0, size - len(_CATALOGUE)) + 1)
    )
    return {card.id: card for card in (*_CATALOGUE[:size], *filler)}
