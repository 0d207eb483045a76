# What Packer needs to have. In a file of its own, because Packer 1.6, which has the builder for QEMU built in, refuses
# this block and reads the others one by one: packer build cloud.pkr.hcl
packer {
  required_version = ">= 1.10.0"

  required_plugins {
    qemu = {
      source  = "github.com/hashicorp/qemu"
      version = "= 1.1.4"
    }
  }
}
