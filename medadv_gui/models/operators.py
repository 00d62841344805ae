"""The operators that a model's graph may hold: arithmetic on tensors and their shapes, and nothing that reads, writes,
starts or waits for anything. A TorchScript program and one of torch.export are held to the same list."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of PyTorch's namespace "aten". An operator that works in place has its name with an underscore behind it.
_ATEN = _words(
    """
    conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d convolution _convolution
    _convolution_mode linear bilinear matmul mm bmm addmm baddbmm addbmm dot mv einsum outer tensordot

    batch_norm instance_norm group_norm layer_norm rms_norm
    native_batch_norm _native_batch_norm_legit_no_training native_group_norm native_layer_norm
    _batch_norm_impl_index cudnn_batch_norm

    relu relu6 leaky_relu prelu _prelu_kernel rrelu elu celu selu gelu silu mish glu hardtanh hardsigmoid hardswish
    hardshrink softshrink threshold softplus sigmoid log_sigmoid tanh softmax _softmax log_softmax
    _log_softmax
    dropout native_dropout alpha_dropout feature_dropout feature_alpha_dropout
    scaled_dot_product_attention _scaled_dot_product_flash_attention_for_cpu

    avg_pool1d avg_pool2d avg_pool3d max_pool1d max_pool2d max_pool3d max_pool2d_with_indices max_pool3d_with_indices
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d _adaptive_avg_pool2d _adaptive_avg_pool3d
    adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d max_unpool2d max_unpool3d
    upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact1d _upsample_nearest_exact2d
    _upsample_nearest_exact3d upsample_linear1d upsample_bilinear2d upsample_trilinear3d upsample_bicubic2d
    _upsample_bilinear2d_aa _upsample_bicubic2d_aa _upsample_lanczos2d_aa
    __interpolate __upsample __upsample_nearest __upsample_bilinear
    grid_sampler grid_sampler_2d grid_sampler_3d affine_grid_generator
    pad constant_pad_nd reflection_pad1d reflection_pad2d reflection_pad3d replication_pad1d replication_pad2d
    replication_pad3d _pad_circular pixel_shuffle pixel_unshuffle channel_shuffle im2col col2im unfold

    add sub rsub mul div true_divide divide multiply subtract floor_divide remainder fmod pow float_power square sqrt
    rsqrt exp exp2 expm1 log log2 log10 log1p abs absolute neg negative positive sign sgn reciprocal
    sin cos tan asin acos atan atan2 sinh cosh asinh acosh atanh erf erfc erfinv
    floor ceil round trunc frac clamp clip clamp_min clamp_max maximum minimum fmax fmin lerp addcmul addcdiv where
    nan_to_num logaddexp xlogy hypot

    eq ne lt le gt ge equal not_equal less greater less_equal greater_equal isnan isinf isfinite isclose
    logical_and logical_or logical_not logical_xor bitwise_and bitwise_or bitwise_not bitwise_xor
    __and__ __or__ __xor__ __not__ __is__ __isnot__ __contains__ __getitem__ __derive_index __range_length
    __lshift__ __rshift__ any all

    sum mean prod amax amin aminmax max min argmax argmin std var std_mean var_mean norm linalg_vector_norm
    linalg_matrix_norm frobenius_norm logsumexp cumsum cumprod median nanmean nansum topk sort argsort kthvalue
    count_nonzero bincount cosine_similarity pairwise_distance cdist

    view view_as reshape reshape_as _unsafe_view _reshape_alias flatten unflatten squeeze unsqueeze permute transpose
    t numpy_T movedim moveaxis swapaxes swapdims contiguous expand expand_as repeat repeat_interleave tile
    broadcast_to broadcast_tensors cat concat concatenate stack hstack vstack dstack split split_with_sizes
    tensor_split chunk unbind unsafe_split unsafe_chunk slice select narrow index index_select index_put index_add
    index_fill gather scatter scatter_add scatter_reduce masked_fill masked_select masked_scatter take take_along_dim
    flip fliplr flipud roll rot90 tril triu diag diagonal diag_embed one_hot embedding meshgrid cartesian_prod
    slice_scatter select_scatter nonzero nonzero_numpy lift_fresh lift_fresh_copy clone detach detach_copy alias
    copy fill zero view_copy unfold_copy expand_copy permute_copy

    zeros zeros_like ones ones_like full full_like empty empty_like new_zeros new_ones new_full new_empty
    rand rand_like randn randn_like bernoulli normal uniform
    arange linspace eye scalar_tensor tensor as_tensor _shape_as_tensor
    to type_as _to_copy cpu cuda

    size sym_size sym_numel sym_stride stride dim numel len is_floating_point is_complex
    item _local_scalar_dense Bool Int Float IntImplicit FloatImplicit ScalarImplicit is_nonzero
    floordiv ceil pow copysign gcd
    _set_item append extend insert pop reverse clear remove list str format warn join
    ord split strip startswith endswith lower upper index count
    keys values items get setdefault update dict hex
    _assert_async _assert_scalar _assert_tensor_metadata sym_constrain_range sym_constrain_range_for_size
    """
)
# What TorchScript's own language needs.
_PRIM = _words(
    """
    Constant ListConstruct ListUnpack TupleConstruct TupleUnpack TupleIndex TupleSlice DictConstruct If Loop GetAttr
    SetAttr NumToTensor RaiseException Uninitialized unchecked_cast unchecked_unwrap_optional isinstance device dtype
    layout is_cuda is_cpu is_nested requires_grad min max abs rangelist Print EnumName EnumValue StringIndex type
    data tolist itemsize ModuleContainerIndex IfThenElse ConstantChunk CreateObject
    """
)
# Python's, on the sizes in a graph of torch.export.
_PYTHON = _words("add sub mul floordiv truediv mod neg pow eq ne lt le gt ge and_ or_ not_ getitem")


def allowed_aten(name: str) -> bool:
    """Whether a graph may hold the operator `name` of PyTorch's namespace aten."""
    return name in _ATEN or (name.endswith("_") and not name.endswith("__") and name[:-1] in _ATEN)


def allowed_prim(name: str) -> bool:
    """Whether a TorchScript program may hold the instruction `name` of the namespace prim."""
    return name in _PRIM


def allowed_python(name: str) -> bool:
    """Whether a graph of torch.export may hold this function of Python's module operator."""
    return name in _PYTHON
